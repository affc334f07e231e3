import { createServer } from 'node:http'
import { MongoClient } from 'mongodb'
import { CharacterService } from 'dramatis'
import { changeStreamInvalidation, mongoStorage } from 'dramatis/mongo'
import * as fastify from 'dramatis/fastify'
import * as koa from 'dramatis/koa'
import * as node from 'dramatis/node'
import { type PromptMessage, toMessages } from 'dramatis/prompt'
import { faultyStorage, storageContract } from 'dramatis/testing'

const db = new MongoClient('mongodb://localhost').db('app')
export const service: CharacterService = new CharacterService({
  storage: faultyStorage(mongoStorage(db)),
  invalidation: changeStreamInvalidation(db.collection('characters')),
})
export const messages: Promise<PromptMessage[]> = service
  .getCharacter('luna')
  .then((c) => toMessages(c))
storageContract({ test: () => {}, createStorage: () => mongoStorage(db) })

export const server: ReturnType<typeof createServer> = createServer()
export const entries: readonly object[] = [fastify, koa, node]
