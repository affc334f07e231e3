/** Whether the sizes of FULL=1 are asked for. */
export const FULL: boolean = process.env.FULL === '1'

/** The size of a proof that takes long: whole with FULL=1, else a tenth, and says so. */
export function sized(
  title: string,
  full: number,
  otherwise: number = Math.ceil(full / 10),
): number {
  const size = FULL ? full : otherwise
  if (!FULL) console.log(`${title}: ${size} of ${full} (FULL=1 runs all)`)
  return size
}

/** Prints a figure that a test has proved. */
export function figure(title: string, text: string): void {
  console.log(`figure: ${title}: ${text}`)
}
