import { vi } from 'vitest'
import { proveDottedKeys } from './dotted-keys.ts'

// Every import of the driver in this file's module graph, the library's own included.
vi.mock('mongodb', () => import('mongodb6'))

proveDottedKeys('dotted keys on driver 6')
