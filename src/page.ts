/**
 * `import { characterPage } from 'dramatis/page'`: a page on which people read and write characters in
 * a browser, mounted beside the API.
 *
 * @module
 */

export { characterPage } from './page/server/character-page.ts'
export type { CharacterPageOptions } from './page/server/character-page.ts'
export type { CharacterPage } from './http/hosted-page.ts'
