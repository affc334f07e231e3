/**
 * Spans of OpenTelemetry for every operation, from the diagnostics channel `dramatis.operation`. The
 * library depends on nothing for it, and pays nothing while nobody listens.
 */
import { tracingChannel } from 'node:diagnostics_channel'
import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  BasicTracerProvider,
  ConsoleSpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { CharacterService, isCharacterError, memoryStorage } from 'dramatis'

/** What the channel carries of one call, and what it adds to it. Never a persona's text. */
interface OperationTrace {
  readonly operation: string
  readonly name?: string
  readonly id?: string
  readonly error?: unknown
}

/** Makes a span of each operation, below the span that is active where it was called. */
export function traceCharacters(): () => void {
  const tracer = trace.getTracer('dramatis')
  const spans = new WeakMap<OperationTrace, Span>()
  const listeners = {
    start(message: unknown): void {
      const call = message as OperationTrace
      const attributes = { 'character.name': call.name, 'character.id': call.id }
      const span = tracer.startSpan(`dramatis.${call.operation}`, { attributes }, context.active())
      spans.set(call, span)
    },
    error(message: unknown): void {
      const call = message as OperationTrace
      const code = isCharacterError(call.error) ? call.error.code : 'UNKNOWN'
      spans.get(call)?.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR })
    },
    end(): void {},
    asyncStart(): void {},
    asyncEnd(message: unknown): void {
      spans.get(message as OperationTrace)?.end()
    },
  }
  const channel = tracingChannel('dramatis.operation')
  channel.subscribe(listeners)
  return () => channel.unsubscribe(listeners)
}

const provider = new BasicTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
})
trace.setGlobalTracerProvider(provider)

const stopTracing = traceCharacters()
const service = new CharacterService({ storage: memoryStorage() })
await service.createCharacter({
  name: 'luna',
  display_name: 'Luna',
  personality: 'Friendly AI assistant',
  system_prompt: 'You are Luna, a helpful and cheerful AI...',
  traits: ['helpful'],
})
await service.getCharacter('luna')
await service.getCharacter('nobody').catch(() => undefined)
stopTracing()
await provider.shutdown()
