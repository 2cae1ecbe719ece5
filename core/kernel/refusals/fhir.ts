import { entry, type RefusalEntry } from './entry.ts'

/** Refusals of the FHIR interface itself. What the record refuses keeps its own code and words there too. */
export const FHIR_REFUSALS = {
  FHIR_NOT_READ: entry(
    400,
    'you',
    'This could not be read as FHIR R4 at the place that is named: {why}. Nothing of it was taken in.',
  ),
  FHIR_MEDIA_TYPE: entry(415, 'you', 'Send application/fhir+json or application/fhir+xml.'),
  FHIR_NOT_ACCEPTABLE: entry(
    406,
    'you',
    'This answers as application/fhir+json or application/fhir+xml, in FHIR version 4.0.',
  ),
  FHIR_NO_SUCH_TYPE: entry(
    404,
    'you',
    'This does not serve resources of that type. What it serves is in its capability statement, at metadata.',
  ),
  FHIR_NOT_DONE_HERE: entry(
    405,
    'you',
    'This is not done here. What is done for each type is in the capability statement, at metadata.',
  ),
  FHIR_PARAMETER_UNKNOWN: entry(
    400,
    'you',
    'This cannot be searched by a parameter that was sent. Nothing was searched, because without it the answer would hold more than was asked for.',
  ),
  FHIR_PARAMETER_NOT_UNDERSTOOD: entry(400, 'you', 'The value of a search parameter was not understood.'),
  FHIR_PARAMETER_NEEDED: entry(400, 'you', 'Say of whom: this is only told of people who are named.'),
  FHIR_PAGE_GONE: entry(
    410,
    'you',
    'This page address does not open: it is older than a day, or somebody else’s. Send the search again.',
  ),
  FHIR_VERSION_NOT_KEPT: entry(
    404,
    'you',
    'Only the version that stands now is kept as a resource. Read it without a version.',
  ),
  FHIR_OTHER_VERSION: entry(412, 'you', 'This has another version now. Read it again.'),
  FHIR_OTHER_TYPE: entry(
    400,
    'you',
    'The resource that was sent is not of the type, or has not the id, that the address names.',
  ),
  FHIR_BUNDLE_NOT_READ: entry(
    400,
    'you',
    'A Bundle of type transaction or batch has entries, each with its own fullUrl and its request (GET, POST or PUT of a type here).',
  ),
  FHIR_BUNDLE_TOO_MANY: entry(413, 'you', 'A Bundle has at most {most} entries here. Send it in parts.'),
  FHIR_TRANSACTION_OF_ONE: entry(
    422,
    'you',
    'A transaction holds one resource that is acted on here (a ServiceRequest), each entry a POST to its own type. Send several as a batch.',
  ),
  FHIR_IF_MATCH_NEEDED: entry(
    412,
    'you',
    'A change names the version that you read: send its ETag as If-Match. Nothing was changed.',
  ),
  BARS_HEADERS: entry(
    400,
    'you',
    'A message needs X-Request-Id and X-Correlation-Id (UUIDs), NHSD-Target-Identifier (base64 of JSON with system and value) and NHSD-End-User-Organisation (base64 of an Organization).',
  ),
  BARS_MESSAGE_NOT_READ: entry(
    400,
    'you',
    'A message is a Bundle of type message: first a MessageHeader, whose one focus is among the entries.',
  ),
  BARS_EVENT_NOT_TAKEN: entry(
    422,
    'you',
    'Only servicerequest-request is taken here: a new referral, or one that is taken back (status revoked). Bookings are not.',
  ),
  BARS_UPDATE_NOT_TAKEN: entry(
    422,
    'you',
    'A referral that was sent is not changed by another message. Take it back (status revoked) and send a new one.',
  ),
  FHIR_IF_NONE_EXIST: entry(
    412,
    'you',
    'In ifNoneExist stands what the resource itself says, by two identifiers: the NHS number, and the birth date or family name. Nothing was taken in.',
  ),
} as const satisfies Record<string, RefusalEntry>
