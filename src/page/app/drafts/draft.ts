import type { FormValues } from '../form/field.ts'
export interface Draft {
  readonly id: string | null
  readonly name: string
  readonly baseVersion: number | null
  readonly base: FormValues
  readonly edited: FormValues
  readonly at: string
}
export interface TextStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
  readonly length: number
  key(index: number): string | null
}
export class Drafts {
  #storage: TextStorage | null
  #scope: string
  constructor(storage: TextStorage | null, scope: string) {
    this.#storage = storage
    this.#scope = scope
  }
  read(id: string | null): Draft | null {
    const t = this.#storage?.getItem(this.#scope + (id ?? ''))
    return t ? (JSON.parse(t) as Draft) : null
  }
  keep(draft: Draft): boolean {
    this.#storage?.setItem(this.#scope + (draft.id ?? ''), JSON.stringify(draft))
    return true
  }
  drop(id: string | null): void {
    this.#storage?.removeItem(this.#scope + (id ?? ''))
  }
  list(): readonly { readonly id: string | null; readonly name: string; readonly at: string }[] {
    const all: Draft[] = []
    for (let i = 0; i < (this.#storage?.length ?? 0); i++) {
      const k = this.#storage?.key(i)
      if (k?.startsWith(this.#scope)) all.push(JSON.parse(this.#storage?.getItem(k) ?? ''))
    }
    return all
  }
}
