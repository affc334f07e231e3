import { BOUNDS } from '../bounds.ts'
import { concat, viewOf } from '../bytes.ts'
import { tooLarge } from '../card-error.ts'
import { crc32 } from '../crc32.ts'

/** A name in UTF-8. */
const FLAGS = 0x0800
const VERSION = 20
/** The first day that zip knows: the same card is the same file. */
const DAY = 0x0021

/** A zip of files, as they are: pictures do not get smaller. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const bodies: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  let total = 0
  for (const [path, bytes] of files) {
    total += bytes.length
    const name = new TextEncoder().encode(path)
    const facts = factsOf(name, bytes)
    const local = concat([record(0x04034b50, 4), facts, name, bytes])
    directory.push(concat([record(0x02014b50, 6, VERSION), facts, tail(offset), name]))
    bodies.push(local)
    offset += local.length
  }
  if (files.size > BOUNDS.entries || total > BOUNDS.unpacked) {
    throw tooLarge(`A zip holds at most ${BOUNDS.entries} files of ${BOUNDS.unpacked} bytes`)
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  return concat([...bodies, ...directory, endOf(files.size, size, offset)])
}

/** A signature, and what follows it. */
function record(signature: number, length: number, version?: number): Uint8Array {
  const bytes = new Uint8Array(length)
  viewOf(bytes).setUint32(0, signature, true)
  if (version !== undefined) viewOf(bytes).setUint16(4, version, true)
  return bytes
}

/** What both headers of a file say: needed version, flags, method, time, checksum, sizes. */
function factsOf(name: Uint8Array, bytes: Uint8Array): Uint8Array {
  const facts = new Uint8Array(26)
  const view = viewOf(facts)
  view.setUint16(0, VERSION, true)
  view.setUint16(2, FLAGS, true)
  view.setUint16(8, DAY, true)
  view.setUint32(10, crc32(bytes), true)
  view.setUint32(14, bytes.length, true)
  view.setUint32(18, bytes.length, true)
  view.setUint16(22, name.length, true)
  return facts
}

/** What only the directory says: at last, where the file stands. */
function tail(offset: number): Uint8Array {
  const bytes = new Uint8Array(14)
  viewOf(bytes).setUint32(10, offset, true)
  return bytes
}

function endOf(count: number, size: number, offset: number): Uint8Array {
  const bytes = record(0x06054b50, 22)
  const view = viewOf(bytes)
  view.setUint16(8, count, true)
  view.setUint16(10, count, true)
  view.setUint32(12, size, true)
  view.setUint32(16, offset, true)
  return bytes
}
