import { BOUNDS } from '../bounds.ts'
import { concat } from '../bytes.ts'
import { tooLarge } from '../card-error.ts'
import { crc32 } from '../crc32.ts'

const VERSION = 20
/** The name is UTF-8. */
const FLAGS = 0x0800
/** The first day that zip knows: the same card is the same file. */
const DAY = 0x0021

/** A zip of files, as they are: pictures do not get smaller. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const bodies: Uint8Array[] = []
  const directory: ArrayLike<number>[] = []
  let offset = 0
  let total = 0
  for (const [path, bytes] of files) {
    const { length } = bytes
    const name = new TextEncoder().encode(path)
    // Version needed, flags, method, time, day; checksum, sizes; lengths of name and extra field.
    const facts = [
      ...u16(VERSION, FLAGS, 0, 0, DAY),
      ...u32(crc32(bytes), length, length),
      ...u16(name.length, 0),
    ]
    const body = concat([u32(0x04034b50), facts, name, bytes])
    directory.push(u32(0x02014b50), u16(VERSION), facts, u16(0, 0, 0), u32(0, offset), name)
    bodies.push(body)
    offset += body.length
    total += length
  }
  if (files.size > BOUNDS.entries || total > BOUNDS.unpacked) {
    throw tooLarge(`A zip holds at most ${BOUNDS.entries} files of ${BOUNDS.unpacked} bytes`)
  }
  const all = concat(directory)
  const counts = u16(0, 0, files.size, files.size)
  return concat([...bodies, all, u32(0x06054b50), counts, u32(all.length, offset), u16(0)])
}

/** Little-endian numbers of two bytes. */
function u16(...values: number[]): number[] {
  return values.flatMap((value) => [value & 0xff, value >>> 8])
}

/** Little-endian numbers of four bytes. */
function u32(...values: number[]): number[] {
  return values.flatMap((value) => u16(value & 0xffff, value >>> 16))
}
