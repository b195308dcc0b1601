import { useQueries } from '@tanstack/react-query';
import type { Me } from '@/api';
import {
  listCampaignsOptions,
  listContactsOptions,
  listConversationsOptions,
  listNumbersOptions,
  listTemplatesOptions,
} from '@/api/@tanstack/react-query.gen';

export type Step = { name: string; to: string; state: 'done' | 'next' | 'later' | 'unknown' };

type Found = { done: boolean | undefined; name: string; to: string };

/** The way to the first answered reply, as far as this person may see it; each step asked from the API. */
export function useSteps(me: Me): { steps: Step[]; pending: boolean } {
  const may = (right: string) => ({ enabled: me.permissions.includes(right) });
  const [numbers, templates, contacts, campaigns, conversations] = useQueries({
    queries: [
      { ...listNumbersOptions(), ...may('numbers.read') },
      { ...listTemplatesOptions(), ...may('templates.read') },
      { ...listContactsOptions({ query: { limit: 1 } }), ...may('contacts.read') },
      { ...listCampaignsOptions(), ...may('campaigns.read') },
      { ...listConversationsOptions({ query: { limit: 1 } }), ...may('inbox.read') },
    ],
  });
  const found: Found[] = [
    { name: 'number', to: '/numbers', done: numbers.data?.some((n) => n.state === 'connected') },
    {
      name: 'template',
      to: '/templates',
      done: templates.data?.some((t) => t.state === 'APPROVED'),
    },
    { name: 'contacts', to: '/contacts', done: contacts.data && contacts.data.items.length > 0 },
    {
      name: 'campaign',
      to: '/campaigns',
      done: campaigns.data?.some((c) => c.started_at !== null),
    },
    {
      name: 'reply',
      to: '/inbox',
      done: conversations.data && conversations.data.items.length > 0,
    },
  ];
  const next = found.findIndex(({ done }) => done === false);
  const steps = found.map(({ done, ...step }, at) => ({
    ...step,
    state: stateOf(done, at === next),
  }));
  const asked = [numbers, templates, contacts, campaigns, conversations];
  return { steps, pending: asked.some((one) => one.isLoading) };
}

function stateOf(done: boolean | undefined, isNext: boolean): Step['state'] {
  if (done === undefined) return 'unknown';
  if (done) return 'done';
  return isNext ? 'next' : 'later';
}
