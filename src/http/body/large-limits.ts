import type { CharacterModel } from '../../model/character-model.ts'
import { sizesOf } from '../../model/model-limits.ts'

/** Says which fields a model allows to be larger than any body may be; `null` where there are none. */
export function limitsAbove(
  maxBodyBytes: number,
  model: Pick<CharacterModel, 'limits'> | undefined,
): string | null {
  if (model === undefined) return null
  const above = sizesOf(model.limits).filter(({ bytes }) => bytes > maxBodyBytes)
  if (above.length === 0) return null
  const sums = above.map(({ sum, bytes }) => `${sum} = ${bytes} bytes`)
  return `a body may have ${maxBodyBytes} bytes (maxBodyBytes), and the model allows more: ${sums.join(', ')}`
}
