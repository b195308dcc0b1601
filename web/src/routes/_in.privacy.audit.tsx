import { createFileRoute } from '@tanstack/react-router';
import { Audit } from '@/features/privacy/Audit';

export const Route = createFileRoute('/_in/privacy/audit')({ component: Audit });
