import { createFileRoute } from '@tanstack/react-router';
import { NewSegment } from '@/features/segments/NewSegment';

export const Route = createFileRoute('/_in/contacts/segments/new')({ component: NewSegment });
