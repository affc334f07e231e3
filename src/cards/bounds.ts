const MIB = 1024 * 1024

/** How much of a file is read, and how large one is written. */
export const BOUNDS: {
  readonly png: number
  readonly chunks: number
  readonly json: number
  readonly unpacked: number
  readonly entries: number
  readonly ratio: number
  readonly ratioFrom: number
  readonly depth: number
  readonly warnings: number
} = {
  /** Bytes of a PNG. */
  png: 32 * MIB,
  /** Chunks of a PNG. */
  chunks: 100_000,
  /** Bytes of a card as JSON in UTF-8. */
  json: 4 * MIB,
  /** Bytes of all files of a zip together. */
  unpacked: 64 * MIB,
  /** Files of a zip, and assets of a PNG. */
  entries: 1_000,
  /** How many times its packed size a file may have. */
  ratio: 200,
  /** Bytes up to which the ratio does not matter. */
  ratioFrom: 64 * 1024,
  /** Levels of arrays and objects in a card. */
  depth: 100,
  /** Warnings that are told. */
  warnings: 100,
}
