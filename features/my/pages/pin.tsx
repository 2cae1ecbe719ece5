import {
  Button,
  ErrorSummary,
  errorFor,
  type FieldError,
  Form,
  Heading,
  InsetText,
  Link,
  TextInput,
} from '#platform/ui/index.ts'
import { Boundary, ownDoor } from './parts.tsx'

/** `typed`: what stood in a form when the session ran out, sealed; it comes back after the PIN. */
export const pinPage = (errors: readonly FieldError[] = [], typed = '', status?: number) =>
  ownDoor(
    'Type your PIN',
    <>
      <ErrorSummary errors={errors} />
      <Heading level={1} size="l">
        My plan
      </Heading>
      {typed !== '' && (
        <InsetText>
          <p>We kept what you typed. It is not sent yet: it comes back after your PIN.</p>
        </InsetText>
      )}
      <Form action="/my/pin" hidden={typed === '' ? {} : { typed }}>
        <TextInput
          name="pin"
          label="Your PIN of six numbers"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          width={10}
          error={errorFor(errors, 'pin')}
        />
        <Button>Open my plan</Button>
      </Form>
      <p>
        Forgot it, or it is not your phone? <Link href="/my/start">Start with a new code</Link>. Your team
        gives you one in one call or at the next visit.
      </p>
      <Boundary />
    </>,
    status === undefined ? {} : { status },
  )
