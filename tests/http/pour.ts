import { open, type RawAnswer, readToEnd } from './raw-client.ts'

const CHUNK = 16_384

/** The beginning of a request with a body of JSON, as it goes over the wire. */
export function chunkedHead(
  method: string,
  path: string,
  framing = 'transfer-encoding: chunked',
): string {
  return `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`
}

/** Sends chunks for as long as the server takes them. */
export async function pour(port: number, start: string): Promise<RawAnswer> {
  const socket = await open(port)
  const answer = readToEnd(socket)
  let ended = false
  answer.then(() => {
    ended = true
  })
  socket.write(start)
  const chunk = `${CHUNK.toString(16)}\r\n${'x'.repeat(CHUNK)}\r\n`
  while (!ended) {
    if (socket.destroyed || !socket.writable) break
    const next = socket.write(chunk)
      ? new Promise(setImmediate)
      : new Promise((resolve) => socket.once('drain', resolve))
    await Promise.race([next, answer])
  }
  return answer
}
