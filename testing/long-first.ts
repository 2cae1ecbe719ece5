import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'

/** The files that run for long, the longest first: begun before all others, so that none of them runs alone at the end. */
const LONG_FIRST = [
  'e2e/around-leaving.test.ts',
  'e2e/walk.test.ts',
  'apps/audited.test.ts',
  'features/safetynet/histories.test.ts',
  'features/safetynet/recompute.test.ts',
  'apps/practice/report.test.ts',
  'e2e/',
  'database/access/matrix.test.ts',
  'features/duty/week.test.ts',
  'apps/hostile-text.test.ts',
  'features/safetynet/',
  'testing/matrix/',
  'testing/traps/',
  'platform/ui/gallery.test.tsx',
  'features/stay/hl7-after.test.ts',
  'platform/identity/',
  'testing/safetynet-agree.test.ts',
  'apps/',
  'features/episode/nobody-agrees.test.ts',
  'platform/audit/',
]

const placeOf = ({ moduleId }: TestSpecification): number => {
  const at = LONG_FIRST.findIndex((path) => moduleId.includes(`/${path}`))
  return at === -1 ? LONG_FIRST.length : at
}

/** The order in which test files begin: those that need a process of their own, then the long ones, then the rest as they come. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const alone = (file: TestSpecification): number => (file.project.config.isolate ? 0 : 1)
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => alone(a) - alone(b) || placeOf(a) - placeOf(b))
  }
}
