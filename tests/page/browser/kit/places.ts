import type { Locator, Page } from 'playwright-core'
import type { CharacterCreate } from '../../../../src/model/character.ts'
import { luna } from '../../../support/characters.ts'

/** Where something is looked for. */
export type Scope = Page | Locator

/** What a button is called. */
export function button(scope: Scope, name: string | RegExp): Locator {
  return scope.getByRole('button', { name, exact: true })
}

/** What a link is called. */
export function link(scope: Scope, name: string): Locator {
  return scope.getByRole('link', { name, exact: true })
}

/** What a radio is called. */
export function radio(scope: Scope, name: string | RegExp): Locator {
  return scope.getByRole('radio', { name, exact: true })
}

/** The field with this title: its control, whatever its kind. */
export function field(scope: Scope, title: string): Locator {
  return scope.getByLabel(title, { exact: true })
}

/** A part of the page with a name. */
export function region(scope: Scope, name: string | RegExp): Locator {
  return scope.getByRole('region', { name, exact: true })
}

/** A dialog that is open. */
export function dialog(scope: Scope, name: string): Locator {
  return scope.getByRole('dialog', { name, exact: true })
}

/** The version of this number in the history. */
export function versionItem(scope: Scope, version: number): Locator {
  const versions = scope.getByRole('list', { name: 'Versions' })
  return versions.getByRole('listitem', { name: `Version ${version}`, exact: true })
}

/** The form of the editor. */
export function editor(scope: Scope, title = 'Edit Luna'): Locator {
  return scope.getByRole('form', { name: title, exact: true })
}

/** Nova, beside whom Luna is not alone. */
export function nova(fields: Partial<CharacterCreate> = {}): CharacterCreate {
  return luna({ name: 'nova', display_name: 'Nova', traits: ['brave'], ...fields })
}
