import * as z from 'zod'
import { refuse } from '#core/kernel/result.ts'
import { decideSignInChange, type SignInFacts } from '#core/people/sign-in.ts'
import { defineCommand, expectWritten } from '#platform/commands/command.ts'
import { SIGN_IN_FACTS } from './sign-in-set-provider.ts'

const input = z.strictObject({ organisationId: z.uuid(), version: z.int().min(1) })
type Input = z.infer<typeof input>

/** The staff of an organisation sign in through no provider any more; sessions that are open go on. */
export const endProvider = defineCommand<Input, SignInFacts | undefined, { readonly version: number | null }>(
  {
    name: 'sign-in.end-provider',
    version: 1,
    title: 'End signing in through a provider, for the staff of an organisation',
    input,
    right: 'sign-in.manage',
    people: () => [],
    load: (tx, i) => tx.row<SignInFacts>(SIGN_IN_FACTS, [i.organisationId, [], '', '']),
    decide: (facts, i, by) =>
      facts ? decideSignInChange(facts, i.version, by.now) : refuse('NOT_FOUND_OR_NOT_YOURS'),
    async store(tx, _decision, i, by) {
      const row = await tx.row<{ written: number }>('select ctx.end_provider($1, $2, $3) as written', [
        i.organisationId,
        i.version,
        by.newId(),
      ])
      await expectWritten(Promise.resolve(row?.written ?? 0))
      return { made: { organisationId: i.organisationId } }
    },
  },
)
