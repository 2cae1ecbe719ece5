export { type SeededRandom, seededRandom } from '#content/practice/random.ts'
