import { createFileRoute } from '@tanstack/react-router';
import { Contact } from '@/features/contacts/Contact';

export const Route = createFileRoute('/_in/contacts/$contactId')({
  component: function Page() {
    return <Contact id={Route.useParams().contactId} />;
  },
});
