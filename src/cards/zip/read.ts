import { BOUNDS } from '../bounds.ts'
import { viewOf } from '../bytes.ts'
import { malformed, tooLarge, unsupported } from '../card-error.ts'
import { crc32 } from '../crc32.ts'
import { inflate } from '../inflate.ts'

/** A file in a zip. */
export interface ZipEntry {
  readonly path: string
  /** Where its header stands in the file. */
  readonly start: number
  /** Unpacked, its own memory. */
  bytes(): Uint8Array<ArrayBuffer>
}

const END = 0x06054b50
const END_SIZE = 22
const MAX_COMMENT = 0xffff
const CENTRAL = 0x02014b50
const CENTRAL_SIZE = 46
const LOCAL = 0x04034b50
const LOCAL_SIZE = 30

/**
 * The files of a zip, whatever stands before it; `null` when there is none.
 *
 * @throws {CardError} when it is broken, encrypted, packed in an unusual way or too large
 */
export function zipEntries(file: Uint8Array): ZipEntry[] | null {
  const view = viewOf(file)
  const end = findEnd(view)
  if (end === -1) return null
  const count = view.getUint16(end + 10, true)
  const size = view.getUint32(end + 12, true)
  const offset = view.getUint32(end + 16, true)
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    throw unsupported('The zip is a zip64', end)
  }
  if (count > BOUNDS.entries) throw tooLarge(`A zip holds at most ${BOUNDS.entries} files`, end)
  // Offsets count from the start of the zip, which may stand behind a program or a picture.
  const base = end - size - offset
  if (base < 0) throw malformed('The zip is cut short', end)
  return readDirectory(file, end - size, end, count, base)
}

/** The end record nearest to the end of the file that is one. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_SIZE
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (view.getUint32(at, true) === END && view.getUint16(at + 4, true) === 0) return at
  }
  return -1
}

function readDirectory(
  file: Uint8Array,
  from: number,
  to: number,
  count: number,
  base: number,
): ZipEntry[] {
  const view = viewOf(file)
  const entries: ZipEntry[] = []
  const max = Math.min(BOUNDS.unpacked, Math.max(BOUNDS.ratioFrom, file.length * BOUNDS.ratio))
  let total = 0
  let at = from
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_SIZE > to || view.getUint32(at, true) !== CENTRAL) {
      throw malformed('The directory of the zip is broken', at)
    }
    const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true)
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > to) throw malformed('The directory of the zip is broken', at)
    total += view.getUint32(at + 24, true)
    if (total > max) throw tooLarge(`The zip holds more than ${max} bytes unpacked`, at)
    const path = new TextDecoder().decode(file.subarray(at + CENTRAL_SIZE, nameEnd))
    const start = base + view.getUint32(at + 42, true)
    const entry = at
    if (!path.endsWith('/')) entries.push({ path, start, bytes: () => unpack(file, entry, start) })
    at = next
  }
  return entries
}

/** @param entry where the directory tells of the file */
function unpack(file: Uint8Array, entry: number, start: number): Uint8Array<ArrayBuffer> {
  const view = viewOf(file)
  const flags = view.getUint16(entry + 8, true)
  const method = view.getUint16(entry + 10, true)
  const packedSize = view.getUint32(entry + 20, true)
  const size = view.getUint32(entry + 24, true)
  if (flags & 1 || (method !== 0 && method !== 8)) {
    throw unsupported('The zip is encrypted, or packed unusually', entry)
  }
  if (start + LOCAL_SIZE > file.length || view.getUint32(start, true) !== LOCAL) {
    throw malformed('A file of the zip is not where the zip says', entry)
  }
  const from =
    start + LOCAL_SIZE + view.getUint16(start + 26, true) + view.getUint16(start + 28, true)
  if (from + packedSize > file.length) throw malformed('The zip is cut short', start)
  const packed = file.subarray(from, from + packedSize)
  const bytes = method === 0 ? packed.slice() : inflate(packed, size, from)
  if (bytes.length !== size || crc32(bytes) !== view.getUint32(entry + 16, true)) {
    throw malformed('A file of the zip is not what the zip says', start)
  }
  return bytes
}
