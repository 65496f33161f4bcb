# The tree of units.

organisation = Cây tổ chức
org-look = Xem đơn vị này
org-day = Xem tại ngày
org-today = Xem hôm nay
org-other-day = Đang xem tổ chức tại ngày { $day }.
org-empty = Ngày này chưa có đơn vị nào trong phạm vi của anh chị.
org-empty-hint = Chọn một ngày khác, hoặc xem hôm nay.
org-not-there = Ngày này chưa có đơn vị
org-changes = Thay đổi đã ghi
org-units = { $n ->
   *[other] { $count } đơn vị đổi tên
}
org-members = { $n ->
   *[other] { $count } đảng viên
}
org-members-column = Đảng viên
org-below = Đơn vị trực thuộc
org-names = Tên gọi qua các thời kỳ
count-commune_committee = { $n ->
   *[other] { $count } đảng bộ xã, phường, thị trấn
}
count-agency_committee = { $n ->
   *[other] { $count } đảng bộ cơ quan, lực lượng
}
count-cell = { $n ->
   *[other] { $count } chi bộ
}
count-front = { $n ->
   *[other] { $count } ủy ban Mặt trận
}
count-mass_organisation = { $n ->
   *[other] { $count } tổ chức đoàn thể
}
unit-kind-district_committee = Đảng bộ huyện
unit-kind-commune_committee = Đảng bộ xã, phường, thị trấn
unit-kind-agency_committee = Đảng bộ cơ quan, lực lượng
unit-kind-cell = Chi bộ
unit-kind-board = Cơ quan tham mưu
unit-kind-government = Ủy ban nhân dân
unit-kind-front = Ủy ban Mặt trận Tổ quốc
unit-kind-mass_organisation = Tổ chức đoàn thể
