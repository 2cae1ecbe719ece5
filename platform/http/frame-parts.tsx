import type { ReactNode } from 'react'
import type { Asker } from '#platform/commands/asker.ts'
import { BackLink, type Page as FramedPage, type NavigationLink } from '#platform/ui/index.ts'
import type { Shown } from './page.ts'

/** A page's own part with what the frame needs to know of who looks at it. */
export function frameParts(
  shown: Shown,
  asker: Asker | undefined,
  nav: readonly NavigationLink[],
  banners: readonly ReactNode[],
  foot?: string | undefined,
  asks?: readonly NavigationLink[],
  /** The address of this page, where a locked screen leads back to. */
  here?: string,
): FramedPage {
  return {
    title: shown.title,
    // a form that came back: said first, as whoever hears the page needs it; a few pages say it themselves
    hasErrors: (shown.status === 409 || shown.status === 422) && !shown.title.startsWith('Error: '),
    nav: (asker || shown.ownDoor) && !shown.print ? nav : [],
    ownDoor: shown.ownDoor === true,
    who: asker && {
      name: asker.name,
      post: asker.post,
      organisation: asker.organisationName,
      rights: asker.rights,
      signOutAction: '/sign-out',
      lockAction: '/lock',
      signInHref: '/app/settings/sign-in',
      here,
      draftsHref: '/app/drafts',
      asks,
    },
    banners,
    foot: asker && !shown.print ? foot : undefined,
    crumbs: shown.back && <BackLink href={shown.back.href}>{shown.back.text}</BackLink>,
    children: shown.body,
    scripts: shown.scripts,
    width: shown.ownDoor ? 'reading' : 'wide',
  }
}

/** An address without what it asks. */
export const pathOf = (url: string): string => url.split(/[?#]/, 1)[0] ?? ''

/** Marks the link of the page that is shown, or of the list it belongs to. */
export function whereWeAre(nav: readonly NavigationLink[], url: string): readonly NavigationLink[] {
  const path = pathOf(url)
  const itself = nav.some((link) => link.href === path)
  return nav.map((link) => {
    const current =
      path === link.href ? 'page' : !itself && path.startsWith(`${link.href}/`) ? 'below' : undefined
    return current ? { ...link, current } : link
  })
}
