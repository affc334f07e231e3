/**
 * `import { syncCharacters } from 'dramatis/sync'`: characters as files, and stored characters brought to
 * what files say. For Node and what runs its modules.
 *
 * @module
 */

export type { ExportCharactersOptions } from './sync/export-characters.ts'
export { exportCharacters } from './sync/export-characters.ts'
export type { CharacterFile } from './sync/files/character-file.ts'
export type { CharacterFileErrorCode, FilePlace } from './sync/files/file-error.ts'
// Files
export { CharacterFileError } from './sync/files/file-error.ts'
export type { ReadCharacterFilesOptions } from './sync/files/read-files.ts'
export { readCharacterFiles } from './sync/files/read-files.ts'
export type { CharacterFileFormat } from './sync/files/to-text.ts'
export type { WriteCharacterFileOptions } from './sync/files/write-file.ts'
export { writeCharacterFile } from './sync/files/write-file.ts'
export { syncCharacters } from './sync/sync-characters.ts'
export type { SyncCharactersOptions } from './sync/sync-options.ts'
export type { SyncChange, SyncFailure, SyncProgress, SyncReport } from './sync/sync-report.ts'
export type { SyncedService } from './sync/synced-service.ts'
