/**
 * Compares two texts by code points, the byte order of their UTF-8 and the order in which MongoDB
 * sorts. (`<` compares UTF-16 units, which puts U+1F600 before U+FF21.)
 */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Lifts surrogates, the halves of code points above U+FFFF, over every other unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
