import { CardError, type CardReading, readCard, writeCard } from 'dramatis/cards'

/** Files as base64, by name. */
export type Files = Readonly<Record<string, string>>

/** Reads each file, and writes what was read in every way; bytes are told as base64. */
export function run(files: Files): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(files).map(([name, base64]) => [
      name,
      outcomeOf(() => {
        const reading = readCard(bytesOf(base64))
        const { image, assets, ...rest } = reading
        const pictures = [image, ...assets].map((one) => one && textOf(one.bytes))
        return { ...rest, pictures, written: waysOf(reading) }
      }),
    ]),
  )
}

function waysOf({ character, image, assets }: CardReading): unknown[] {
  const edited = { ...character, scenario: 'Ein Fest — 祭り' }
  const png = image?.mime === 'image/png' ? image : null
  return [
    ...(['v1', 'v2', 'v3', 'eliza'] as const).map((format) => writeCard(edited, { format })),
    ...(png ? [writeCard(character, { format: 'v3', container: 'png', image: png, assets })] : []),
    writeCard(edited, { container: 'charx', image, assets }),
  ].map(textOf)
}

function outcomeOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    if (error instanceof CardError) return { code: error.code, offset: error.offset }
    return { unexpected: String(error) }
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function textOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
