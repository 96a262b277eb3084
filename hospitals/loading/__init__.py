"""Loading institutions and their designations from a spreadsheet saved as CSV."""

from hospitals.loading.load import Loaded, load_hospitals
from hospitals.loading.reading import HospitalsRefused

__all__ = ["HospitalsRefused", "Loaded", "load_hospitals"]
