import { createFileRoute } from '@tanstack/react-router';
import { Consent } from '@/features/consent/Consent';

export const Route = createFileRoute('/_in/settings/consent')({ component: Consent });
