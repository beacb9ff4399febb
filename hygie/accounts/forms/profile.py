"""What the screens show of a person."""

from hygie.accounts.models import User
from hygie.web.forms import HygieModelForm


class ProfileForm(HygieModelForm):
    """Name, job and telephone; the address is changed by who administers the instance."""

    class Meta:
        model = User
        fields = ["full_name", "job_title", "phone"]
        labels = {"full_name": "Prénom et nom", "phone": "Téléphone professionnel"}
