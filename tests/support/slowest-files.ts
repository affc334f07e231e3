import type { Reporter, TestModule } from 'vitest/node'

const COUNT = 10

/** Prints the files that took longest, imports and hooks included, at the end of a run. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => ({ module, seconds: secondsOf(module) }))
    const slowest = files.sort((a, b) => b.seconds - a.seconds).slice(0, COUNT)
    if (modules.length <= COUNT) return
    console.log(`\nThe ${COUNT} slowest of ${modules.length} files:`)
    for (const { module, seconds } of slowest) {
      console.log(`${seconds.toFixed(1).padStart(7)} s  ${module.relativeModuleId}`)
    }
  }
}

function secondsOf(module: TestModule): number {
  const { collectDuration, duration, setupDuration } = module.diagnostic()
  return (collectDuration + duration + setupDuration) / 1000
}
