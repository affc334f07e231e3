export type ExportContainer = 'json' | 'png' | 'charx'
export function writeExport(
  character: Readonly<Record<string, unknown>>,
  container: ExportContainer,
  image: Uint8Array | null,
): { readonly bytes: Uint8Array; readonly fileName: string; readonly mime: string } {
  return {
    bytes: image ?? new Uint8Array(),
    fileName: String(character.name) + container,
    mime: 'x',
  }
}
