import { join } from 'node:path'
import ts from 'typescript'
import type { EntryNames } from '../public-names.ts'
import { ROOT } from '../source-graph.ts'

/** The declaration file of an entry: `dramatis/mongo` and `d.cts` give `dist/mongo.d.cts`. */
export function declarationOf(entry: string, extension: 'd.ts' | 'd.cts'): string {
  const name = entry === 'dramatis' ? 'index' : entry.replace('dramatis/', '')
  return join(ROOT, 'dist', `${name}.${extension}`)
}

/** The names that the declaration files export, told apart as the compiler does. */
export function declaredNames(files: readonly string[]): Map<string, EntryNames> {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    noEmit: true,
  })
  const checker = program.getTypeChecker()
  return new Map(files.map((file) => [file, namesOf(program.getSourceFile(file), checker)]))
}

function namesOf(file: ts.SourceFile | undefined, checker: ts.TypeChecker): EntryNames {
  const symbol = file && checker.getSymbolAtLocation(file)
  const values: string[] = []
  const types: string[] = []
  for (const one of symbol ? checker.getExportsOfModule(symbol) : []) {
    const isAlias = (one.flags & ts.SymbolFlags.Alias) !== 0
    const { flags } = isAlias ? checker.getAliasedSymbol(one) : one
    const isValue = (flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly(one)
    if (isValue) values.push(one.name)
    else types.push(one.name)
  }
  return { values: values.sort(), types: types.sort() }
}

function isTypeOnly(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (node) => ts.isExportSpecifier(node) && (node.isTypeOnly || node.parent.parent.isTypeOnly),
  )
}
