/** The house's import rules, by name. There is no list of exceptions; test files beside the code are the one pattern. */
const TEST = '\\.(test|fixture)\\.tsx?$'
const CORE_ROOMS = ['kernel', 'sync', 'people', 'sharing', 'record-copy', 'directory', 'place', 'group', 'medicine', 'outcome', 'referral', 'pathway', 'contact', 'plan', 'incident', 'duty', 'safetynet', 'report']
const FEATURES = ['people', 'organisation', 'stay', 'referral', 'episode', 'contact', 'plan', 'goal', 'death', 'safetynet', 'report', 'incident', 'duty', 'lead', 'sharing', 'privacy', 'my', 'merge', 'copy-of-record', 'import', 'calendar']

module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'core holds rules: no I/O, no framework. It runs on the server, on the phone and in a test of ten thousand histories.',
      severity: 'error',
      from: { path: '^core/', pathNot: TEST },
      to: { pathNot: '^(core/|node_modules/(temporal-polyfill|temporal-spec|zod)/)' },
    },
    ...CORE_ROOMS.map((room, i) => ({
      name: `core-in-order-${room}`,
      comment: `core/${room} imports only earlier rooms`,
      severity: 'error',
      from: { path: `^core/${room}/`, pathNot: TEST },
      to: { path: `^core/(${CORE_ROOMS.slice(i + 1).join('|') || 'none'})/` },
    })),
    {
      name: 'content-knows-only-core',
      comment: 'content is reviewed data',
      severity: 'error',
      from: { path: '^content/', pathNot: TEST },
      to: { path: '^(features|platform|apps|testing|bench|e2e|tools|round)/' },
    },
    {
      name: 'platform-knows-no-feature',
      comment: 'machinery has no clinical noun: of core it may use the kernel alone',
      severity: 'error',
      from: { path: '^platform/', pathNot: TEST },
      to: { path: '^(features|apps|content|testing|core/(?!kernel/))' },
    },
    ...FEATURES.map((feature) => ({
      name: `feature-by-its-door-${feature}`,
      comment: `features import features/${feature} only through its index.ts, and its screens only through pages/index.tsx`,
      severity: 'error',
      from: { path: '^(features|platform|core|content)/', pathNot: `^features/${feature}/` },
      to: { path: `^features/${feature}/(?!index\\.ts$|pages/index\\.tsx$)` },
    })),
    {
      name: 'no-pages-behind-the-door',
      comment: 'index.ts has no .tsx behind it: commands and queries run without a renderer',
      severity: 'error',
      from: { path: '^features/[^/]+/(index|commands/.*|queries/.*)\\.ts$', pathNot: TEST },
      to: { path: '\\.tsx$' },
    },
    {
      name: 'ends-import-nobody-imports-ends',
      comment: 'apps are ends',
      severity: 'error',
      from: { path: '^(core|content|features|platform)/', pathNot: TEST },
      to: { path: '^(apps|bench|e2e|tools)/' },
    },
    {
      name: 'testing-only-in-tests',
      comment: 'builders, personas and oracles are for tests',
      severity: 'error',
      from: { path: '^(core|content|features|platform|apps|round)/', pathNot: TEST },
      to: { path: '^testing/' },
    },
    { name: 'no-cycles', comment: 'no file imports itself by a way round', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', comment: 'every import must be found', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data|reports|platform/ui/assets)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
}
