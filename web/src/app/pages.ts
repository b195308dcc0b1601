import {
  ContactRound,
  FileText,
  Inbox,
  Megaphone,
  Phone,
  Rocket,
  Settings,
  ShieldCheck,
  type LucideIcon,
} from 'lucide-react';

export type PageEntry = { to: string; word: string; icon: LucideIcon; needs: string };

/** What the navigation and the palette offer, each with the right that its page asks for. */
export const PAGES: PageEntry[] = [
  { to: '/start', word: 'nav.start', icon: Rocket, needs: 'organisation.read' },
  { to: '/inbox', word: 'nav.inbox', icon: Inbox, needs: 'inbox.read' },
  { to: '/contacts', word: 'nav.contacts', icon: ContactRound, needs: 'contacts.read' },
  { to: '/templates', word: 'nav.templates', icon: FileText, needs: 'templates.read' },
  { to: '/campaigns', word: 'nav.campaigns', icon: Megaphone, needs: 'campaigns.read' },
  { to: '/numbers', word: 'nav.numbers', icon: Phone, needs: 'numbers.read' },
  { to: '/privacy', word: 'nav.privacy', icon: ShieldCheck, needs: 'privacy.read' },
  { to: '/settings', word: 'nav.settings', icon: Settings, needs: 'organisation.read' },
];

/** What stands in the bottom bar of a phone; the rest is under "More". */
export const ON_PHONES = ['/start', '/inbox', '/contacts', '/campaigns'];
