import { crc32, deflateRawSync } from 'node:zlib'

/** One file of a zip, and what the zip says of it, truly or not. */
export interface ZipFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly isStored?: boolean | undefined
  readonly flags?: number | undefined
  readonly method?: number | undefined
  readonly size?: number | undefined
  readonly packedSize?: number | undefined
  readonly crc?: number | undefined
}

/** What the end of a zip says, truly or not. */
export interface ZipEnd {
  readonly count?: number | undefined
  readonly offset?: number | undefined
  readonly comment?: string | undefined
}

/** A zip as another program writes it. */
export function zipOf(files: readonly ZipFile[], end: ZipEnd = {}): Uint8Array<ArrayBuffer> {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const name = Buffer.from(file.path)
    const packed = file.isStored ? Buffer.from(file.bytes) : deflateRawSync(file.bytes)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(file.flags ?? 0x800, 2)
    facts.writeUInt16LE(file.method ?? (file.isStored ? 0 : 8), 4)
    facts.writeUInt32LE(file.crc ?? crc32(file.bytes), 10)
    facts.writeUInt32LE(file.packedSize ?? packed.length, 14)
    facts.writeUInt32LE(file.size ?? file.bytes.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), facts, name, packed])
    directory.push(Buffer.from('PK\x01\x02\x14\0'), facts, tail, name)
    bodies.push(body)
    offset += body.length
  }
  const all = Buffer.concat(directory)
  const comment = Buffer.from(end.comment ?? '')
  const last = Buffer.alloc(22)
  last.write('PK\x05\x06', 'latin1')
  last.writeUInt16LE(end.count ?? files.length, 8)
  last.writeUInt16LE(end.count ?? files.length, 10)
  last.writeUInt32LE(all.length, 12)
  last.writeUInt32LE(end.offset ?? offset, 16)
  last.writeUInt16LE(comment.length, 20)
  return new Uint8Array(Buffer.concat([...bodies, all, last, comment]))
}
