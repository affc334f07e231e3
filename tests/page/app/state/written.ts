import type { FormValues } from '../../../../src/page/app/form/field.ts'
import { COMMON_FIELDS } from '../../../../src/page/app/form/fields-of.ts'
import {
  type Editing,
  type Stored,
  storedOf,
  typed,
} from '../../../../src/page/app/state/editing.ts'
import { luna } from '../../../support/characters.ts'

/** When all was done. */
export const AT: string = '2026-03-01T12:00:00.000Z'

/** Luna as the server gave her. */
export function lunaAt(version: number, change: object = {}): Stored {
  const times = { created_at: AT, updated_at: AT, is_active: true, version_number: version }
  return storedOf(COMMON_FIELDS, { ...luna(), id: 'a'.repeat(24), ...times, ...change })
}

/** Types into fields. */
export function write(state: Editing, values: FormValues): Editing {
  return Object.entries(values).reduce((now, [field, value]) => typed(now, field, value), state)
}
