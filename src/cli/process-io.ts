import type { Io } from './io.ts'

/** The process as the command sees it. */
export function processIo(): Io {
  const { stdout, stderr, stdin, env } = process
  const controller = new AbortController()
  // The second time, Node ends the process.
  process.once('SIGINT', () => controller.abort())
  process.once('SIGTERM', () => controller.abort())
  // A reader that has seen enough, such as `head`, is no failure.
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit()
    })
  }
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    env,
    isTerminal: stdout.isTTY === true,
    isInteractive: stderr.isTTY === true && stdin.isTTY === true,
    confirm: (question) => confirm(question, controller),
    signal: controller.signal,
  }
}

async function confirm(question: string, controller: AbortController): Promise<boolean> {
  const { confirm: ask, isCancel } = await import('@clack/prompts')
  const { signal } = controller
  const answer = await ask({
    message: question,
    initialValue: false,
    output: process.stderr,
    signal,
  })
  // Ctrl-C: in raw mode it comes as a key, not as a signal.
  if (isCancel(answer)) controller.abort()
  return answer === true
}
