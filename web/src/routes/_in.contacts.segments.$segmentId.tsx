import { createFileRoute } from '@tanstack/react-router';
import { Segment } from '@/features/segments/Segment';

export const Route = createFileRoute('/_in/contacts/segments/$segmentId')({
  component: function Page() {
    return <Segment id={Route.useParams().segmentId} />;
  },
});
