"""Clinics: who was let in by a patient, the panel, the nurse's list, signing a band."""
