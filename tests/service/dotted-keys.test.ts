import { proveDottedKeys } from './dotted-keys.ts'

proveDottedKeys('dotted keys')
