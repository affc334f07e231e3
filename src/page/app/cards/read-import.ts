import type { JsonValue } from '../../../model/json-value.ts'
export interface ImportReading {
  readonly input: Readonly<Record<string, JsonValue>>
  readonly warnings: readonly string[]
  readonly image: { bytes: Uint8Array; mime: string } | null
}
export function readImport(
  fileName: string,
  bytes: Uint8Array,
  fields: readonly unknown[],
): ImportReading | { readonly error: string } {
  return { error: 'x' + fileName + bytes.length + fields.length }
}
export function freeName(w: string, n: number): string {
  return w + ' ' + n
}
