import type { Character } from '../model/character.ts'
import type { LabelInfo } from '../model/label.ts'

/** The labels of a head as it was shown, and what has been shown by them. */
export interface LabelledHead {
  readonly labels: readonly LabelInfo[]
  /** By label. Goes with the head: whatever moves a label makes another one. */
  readonly shown: Map<string, Promise<Character>>
}

const heads = new WeakMap<Character, LabelledHead>()

/** Remembers the labels of a head beside the character that is shown of it. */
export function rememberLabels(character: Character, labels: readonly LabelInfo[]): void {
  if (labels.length > 0) heads.set(character, { labels, shown: new Map() })
}

/** The labels of the head that a character was made of; `undefined` where it has none. */
export function labelsOf(character: Character): LabelledHead | undefined {
  return heads.get(character)
}

/** Where a label points to; `undefined` where there is no such label. */
export function findLabel(labels: readonly LabelInfo[], label: string): LabelInfo | undefined {
  return labels.find((one) => one.label === label)
}

/** The same, of the head that a character was made of. */
export function labelOn(character: Character, label: string): LabelInfo | undefined {
  return findLabel(labelsOf(character)?.labels ?? [], label)
}
