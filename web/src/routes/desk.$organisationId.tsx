import { createFileRoute } from '@tanstack/react-router';
import { Desk } from '@/features/desk/Desk';

export const Route = createFileRoute('/desk/$organisationId')({ component: Page });

function Page() {
  return <Desk organisation={Route.useParams().organisationId} />;
}
