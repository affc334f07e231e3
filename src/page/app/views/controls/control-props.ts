import type { FormField, FormValue } from '../../form/field.ts'

/** What every control is given. */
export interface ControlProps {
  readonly field: FormField
  readonly value: FormValue
  readonly problem: string | undefined
  readonly onChange: (value: FormValue) => void
}

/** The ids of what says more about a field. */
export function describedBy({ field, problem }: ControlProps): string | undefined {
  const ids = [problem && `p-${field.name}`, field.description && `d-${field.name}`]
  return ids.filter(Boolean).join(' ') || undefined
}
