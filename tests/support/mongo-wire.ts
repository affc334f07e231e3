import { BSON } from 'mongodb'

/** A message of MongoDB's wire protocol, whole. */
export interface WireMessage {
  readonly bytes: Buffer
  readonly requestId: number
  /** The `requestId` of the message it answers; 0 in a request. */
  readonly responseTo: number
  readonly opCode: number
}

const HEADER_BYTES = 16
const OP_MSG = 2013

/** Cuts a stream into messages: gives those that each chunk completes. */
export function messageSplitter(): (chunk: Buffer) => WireMessage[] {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const messages: WireMessage[] = []
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readInt32LE(0)
      if (length < HEADER_BYTES) throw new RangeError(`not MongoDB's protocol: length ${length}`)
      if (rest.length < length) break
      messages.push(toMessage(rest.subarray(0, length)))
      rest = rest.subarray(length)
    }
    return messages
  }
}

function toMessage(bytes: Buffer): WireMessage {
  return {
    bytes,
    requestId: bytes.readInt32LE(4),
    responseTo: bytes.readInt32LE(8),
    opCode: bytes.readInt32LE(12),
  }
}

/**
 * The document of an OP_MSG, with its document sequences put in where they belong; `null` for every
 * other kind of message. The name of a command is its first key.
 */
export function commandOf({ bytes, opCode }: WireMessage): BSON.Document | null {
  if (opCode !== OP_MSG) return null
  const hasChecksum = (bytes.readUInt32LE(HEADER_BYTES) & 1) === 1
  const end = bytes.length - (hasChecksum ? 4 : 0)
  let body: BSON.Document = {}
  const sequences: BSON.Document = {}
  let at = HEADER_BYTES + 4
  while (at < end) {
    const kind = bytes[at]
    const size = bytes.readInt32LE(at + 1)
    const section = bytes.subarray(at + 1, at + 1 + size)
    if (kind === 0) body = BSON.deserialize(section)
    else Object.assign(sequences, sequenceOf(section))
    at += 1 + size
  }
  return { ...body, ...sequences }
}

function sequenceOf(section: Buffer): BSON.Document {
  const nameEnd = section.indexOf(0, 4)
  const documents: BSON.Document[] = []
  let at = nameEnd + 1
  while (at < section.length) {
    const size = section.readInt32LE(at)
    documents.push(BSON.deserialize(section.subarray(at, at + size)))
    at += size
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents }
}
