/** One command line: its words after the command, its options, where it prints. */
export interface Line {
  readonly rest: readonly string[]
  readonly values: {
    readonly json?: boolean | undefined
    readonly months?: string | undefined
    readonly 'as-of'?: string | undefined
    readonly as?: string | undefined
    readonly list?: string | undefined
    readonly organisation?: string | undefined
    readonly kind?: string | undefined
    readonly name?: string | undefined
    readonly email?: string | undefined
    readonly dump?: string | undefined
    readonly checkpoints?: string[] | undefined
    readonly key?: string | undefined
    readonly keys?: string | undefined
    readonly to?: string | undefined
    readonly person?: string | undefined
    readonly part?: string | undefined
    readonly reason?: string | undefined
    readonly watch?: boolean | undefined
  }
  readonly env: NodeJS.ProcessEnv
  print(text: string): void
}
