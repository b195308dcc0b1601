import { createFileRoute } from '@tanstack/react-router';
import { Contacts } from '@/features/contacts/Contacts';

type Search = { tags?: string[]; from?: string };

/** Ids only: no name and no number ever stands in an address. */
export const Route = createFileRoute('/_in/contacts/_lists/')({
  validateSearch: ({ tags, from }: Record<string, unknown>): Search => ({
    tags: Array.isArray(tags) ? tags.map(String) : undefined,
    from: typeof from === 'string' ? from : undefined,
  }),
  component: function Page() {
    return <Contacts {...Route.useSearch()} />;
  },
});
