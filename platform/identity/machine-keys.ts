import * as z from 'zod/mini'

/** Letters of base64url without padding. */
const coded = (most: number) => z.string().check(z.regex(/^[A-Za-z0-9_-]+$/), z.maxLength(most))
const kid = z.string().check(z.regex(/^[\w.:=+/-]+$/), z.maxLength(100))
const use = { use: z.exactOptional(z.literal('sig')), kid }

/** RSA of at least 2,048 bits (256 bytes are 342 letters) and at most 4,096; the exponent everybody uses. */
const rsa = z.object({
  ...use,
  kty: z.literal('RSA'),
  alg: z.exactOptional(z.literal('RS384')),
  n: coded(683).check(z.minLength(342)),
  e: z.literal('AQAB'),
  d: z.exactOptional(z.never()),
})
/** P-384: two numbers of 48 bytes. */
const ec = z.object({
  ...use,
  kty: z.literal('EC'),
  alg: z.exactOptional(z.literal('ES384')),
  crv: z.literal('P-384'),
  x: coded(64).check(z.minLength(64)),
  y: coded(64).check(z.minLength(64)),
  d: z.exactOptional(z.never()),
})

/**
 * The public keys by which a machine signs for itself: a JSON Web Key Set of at most ten, each with its own `kid`. What is not needed of
 * a key falls away; a private one is refused, because it has been seen by then.
 * Source: SMART App Launch 2.2, "Asymmetric authentication": RS384 and ES384.
 */
export const machineKeysShape = z.object({
  keys: z.array(z.discriminatedUnion('kty', [rsa, ec])).check(
    z.minLength(1),
    z.maxLength(10),
    z.refine((keys) => new Set(keys.map((k) => k.kid)).size === keys.length),
  ),
})
export type MachineKeys = z.infer<typeof machineKeysShape>

/** Algorithms an assertion may be signed by, and the kind of key of each. */
export const ASSERTION_ALGS = { RS384: 'RSA', ES384: 'EC' } as const
export type AssertionAlg = keyof typeof ASSERTION_ALGS
