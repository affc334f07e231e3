/**
 * `import { readCard, writeCard } from 'dramatis/cards'`: character cards in and out: V1, V2, V3,
 * Pygmalion and elizaOS, as JSON, in PNG, APNG and CHARX. Runs in browsers too.
 *
 * @module
 */

export type { CardAttributes } from './cards/attributes.ts'
export { cardAttributes } from './cards/attributes.ts'
export type { CardAsset, CardImage } from './cards/card-asset.ts'
export type { CardErrorCode } from './cards/card-error.ts'
export { CardError } from './cards/card-error.ts'
export { cardLimits } from './cards/card-limits.ts'
export type { CardContainer } from './cards/containers.ts'
export type { CardFormat } from './cards/formats/detect.ts'
export type { ReadCardOptions } from './cards/read-card.ts'
export { readCard } from './cards/read-card.ts'
export type { CardReading } from './cards/reading.ts'
export type { CardWarning } from './cards/warnings.ts'
export type { CardSource, WriteCardOptions } from './cards/write-card.ts'
export { writeCard } from './cards/write-card.ts'
