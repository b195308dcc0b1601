import { createFileRoute } from '@tanstack/react-router';
import { LegalHolds } from '@/features/settings/LegalHolds';

export const Route = createFileRoute('/_in/settings/holds')({ component: LegalHolds });
