/** The length of a text as JSON Schema counts it. */
export function countCodePoints(text: string): number {
  let count = text.length
  for (let index = 1; index < text.length; index++) {
    // The second half of a pair.
    if (
      isBetween(text.charCodeAt(index), 0xdc00) &&
      isBetween(text.charCodeAt(index - 1), 0xd800)
    ) {
      count--
    }
  }
  return count
}

function isBetween(unit: number, first: number): boolean {
  return unit >= first && unit < first + 0x400
}
