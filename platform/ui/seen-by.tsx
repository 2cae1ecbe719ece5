import { createContext, type ReactNode, useContext } from 'react'

/** Who reads what is typed in a form, and whether a box of it has said so yet. One render, on the server, from top to bottom. */
interface Readers {
  readonly words: string
  said: boolean
}
const Context = createContext<Readers | null>(null)

/** "Seen by: North community team and Riverside." Stands at the end of every free text box. */
export const ReadersLine = ({ id, children }: { readonly id?: string; readonly children: ReactNode }) => (
  <p className="tc-readers" id={id}>
    <strong>Seen by:</strong> {children}
  </p>
)

/** What a box says of its readers: its own words, else those of its form. */
export function useReaders(own: ReactNode): ReactNode {
  const form = useContext(Context)
  if (own !== undefined) return own
  if (form === null) return undefined
  form.said = true
  return form.words
}

/** A form without a free text box says it once, at its end. */
function AtTheEnd() {
  const form = useContext(Context)
  return form === null || form.said ? null : <ReadersLine>{form.words}</ReadersLine>
}

/** Every free text box inside ends with who reads it, unless it has words of its own. */
export function SeenBy({
  readers,
  children,
}: {
  readonly readers: string | undefined
  readonly children: ReactNode
}) {
  if (readers === undefined) return <>{children}</>
  return (
    <Context.Provider value={{ words: readers, said: false }}>
      {children}
      <AtTheEnd />
    </Context.Provider>
  )
}
