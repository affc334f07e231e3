import type { CharacterModel, CharacterOperations } from '../index.ts'
import { connect } from './connect.ts'
import type { Io } from './io.ts'
import { loadModel } from './load-model.ts'
import { type GlobalOptions, placeOf } from './options.ts'
import { Output } from './output.ts'
import { Secrets } from './secrets.ts'

/** What a subcommand works with. */
export class Context {
  readonly io: Io
  readonly options: GlobalOptions
  readonly out: Output

  constructor(io: Io, options: GlobalOptions) {
    this.io = io
    this.options = options
    const secrets = new Secrets()
    for (const address of [options.uri, options.url, io.env.MONGODB_URI]) {
      if (address !== undefined) secrets.addAddress(address)
    }
    for (const header of options.header ?? []) {
      const value = header.slice(header.indexOf(':') + 1).trim()
      for (const secret of [value, ...value.split(' ')]) secrets.add(secret)
    }
    this.out = new Output(io, secrets, options.json === true)
  }

  get signal(): AbortSignal {
    return this.io.signal
  }

  /** The model that was named; `undefined` where none was. */
  async model(): Promise<CharacterModel | undefined> {
    const { model } = this.options
    return model === undefined ? undefined : loadModel(model)
  }

  /** Works with the service that the options name, and closes it whatever comes. */
  async withService<T>(work: (service: CharacterOperations) => Promise<T>): Promise<T> {
    // What is wrong with the options is said before anything is loaded.
    const place = placeOf(this.options, this.io.env)
    const connection = await connect(place, await this.model(), this.options.tenant)
    try {
      return await work(connection.service)
    } finally {
      await connection.close()
    }
  }
}
