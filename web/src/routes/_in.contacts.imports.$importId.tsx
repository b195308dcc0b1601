import { createFileRoute } from '@tanstack/react-router';
import { Import } from '@/features/imports/Import';

export const Route = createFileRoute('/_in/contacts/imports/$importId')({
  component: function Page() {
    return <Import id={Route.useParams().importId} />;
  },
});
